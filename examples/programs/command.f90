! SPDX-License-Identifier: GPL-3.0-or-later
! The same as a command: gfortran -O2 command.f90 -o growth, then --command './growth {r} {K} {h}'
program growth
  double precision :: r, k, h, n = 1
  integer :: step
  character(64) :: word(3)
  call get_command_argument(1, word(1)); call get_command_argument(2, word(2)); call get_command_argument(3, word(3))
  read (word(1), *) r; read (word(2), *) k; read (word(3), *) h
  do step = 1, 200
    n = n + 0.1d0 * (r * n * (1 - n / k) - h * n)
  end do
  print '(a,es24.16e3)', 'n=', n
end program

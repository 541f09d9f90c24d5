// SPDX-License-Identifier: GPL-3.0-or-later
#include "stiff_peer.hpp"

#include <algorithm>
#include <stdexcept>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_band.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_band.h>
#include <sunmatrix/sunmatrix_dense.h>

namespace heatreel::bench {

namespace {

void check(int code) {
  if (code < 0) {
    throw std::runtime_error("CVODE reports error " + std::to_string(code));
  }
}

}  // namespace

struct CvodeSolver::Memory {
  explicit Memory(const StiffSystem& system_) : system(system_) {
    check(SUNContext_Create(nullptr, &context));
    y = N_VNew_Serial(system.states, context);
    const Band& band = system.band;
    matrix = band.dense ? SUNDenseMatrix(system.states, system.states, context)
                        : SUNBandMatrix(system.states, band.upper, band.lower, context);
    solver = band.dense ? SUNLinSol_Dense(y, matrix, context) : SUNLinSol_Band(y, matrix, context);
    cvode = CVodeCreate(CV_BDF, context);
    check(CVodeInit(cvode, rates, 0.0, y));
    check(CVodeSStolerances(cvode, 1e-6, 1e-9));
    check(CVodeSetLinearSolver(cvode, solver, matrix));
    check(CVodeSetUserData(cvode, this));
    check(CVodeSetMaxNumSteps(cvode, 1'000'000));
  }

  ~Memory() {
    CVodeFree(&cvode);
    SUNLinSolFree(solver);
    SUNMatDestroy(matrix);
    N_VDestroy(y);
    SUNContext_Free(&context);
  }

  static int rates(double t, N_Vector y, N_Vector f, void* memory) {
    const auto& self = *static_cast<Memory*>(memory);
    self.system.rates(t, self.parameter, N_VGetArrayPointer(y), N_VGetArrayPointer(f));
    return 0;
  }

  const StiffSystem& system;
  double parameter = 0.0;
  SUNContext context = nullptr;
  N_Vector y = nullptr;
  SUNMatrix matrix = nullptr;
  SUNLinearSolver solver = nullptr;
  void* cvode = nullptr;
};

CvodeSolver::CvodeSolver(const StiffSystem& system) : memory_(std::make_unique<Memory>(system)) {}

CvodeSolver::~CvodeSolver() = default;

void CvodeSolver::solve(double parameter, double t_end, double rtol, std::vector<double>& state) {
  Memory& m = *memory_;
  m.parameter = parameter;
  double* const values = N_VGetArrayPointer(m.y);
  std::copy(state.begin(), state.end(), values);
  check(CVodeReInit(m.cvode, 0.0, m.y));
  check(CVodeSStolerances(m.cvode, rtol, 1e-3 * rtol));
  double reached = 0.0;
  check(CVode(m.cvode, t_end, m.y, &reached, CV_NORMAL));
  std::copy_n(values, state.size(), state.begin());
}

}  // namespace heatreel::bench

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the file of leave_example_test.cpp as its users will: in xarray with both of its netCDF-4
engines, in h5py and in ncdump. Usage: open_in_xarray.py FILE.nc"""

import subprocess
import sys
import zlib

import h5py
import numpy as np
import xarray as xr

PATH = sys.argv[1]
NT, NY, NX = 4, 5, 6
CELLS = np.arange(NT * NY * NX)
COMMITTED = 3 * NY * NX  # cells of the three frames that were committed


def expected(metric):
    values = 0.25 * CELLS - 1000.0 * metric
    if metric == 1:
        values[CELLS % 7 == 3] = np.nan
    values[COMMITTED:] = 0.0  # what nobody has written reads as zeros
    return values.reshape(NT, NY, NX).astype(np.float32)


def check_engine(engine):
    with xr.open_dataset(PATH, engine=engine) as data:
        amplitude = data["P_amplitude"]
        assert amplitude.dims == ("assoc_ddg", "rec", "G"), amplitude.dims
        assert amplitude.dtype == np.float32
        assert amplitude.attrs["units"] == "nM"
        assert amplitude.attrs["long_name"] == "amplitude of P"
        np.testing.assert_array_equal(amplitude.values, expected(0))
        np.testing.assert_array_equal(data["P_period"].values, expected(1))

        np.testing.assert_array_equal(data["G"].values, np.linspace(50, 300, NX))
        np.testing.assert_array_equal(data["rec"].values, np.linspace(10, 50, NY))
        np.testing.assert_allclose(data["assoc_ddg"].values, np.linspace(-1, 1, NT), rtol=1e-15)
        assert data["assoc_ddg"].attrs["units"] == "kcal/mol"
        assert data["assoc_ddg"].attrs["axis"] == "T"
        assert "axis" not in data["G"].attrs

        # The nearest point of each axis: 150 is G's third value, 28 next to rec's third.
        cell = amplitude.sel(G=149, rec=28, assoc_ddg=-0.99, method="nearest")
        assert float(cell["G"]) == 150.0 and float(cell["rec"]) == 30.0
        assert float(cell) == 0.25 * (2 * NX + 2)

        status = data["status"]
        assert status.dtype == np.int8 and status.dims == amplitude.dims
        np.testing.assert_array_equal(status.attrs["flag_values"], np.arange(9))
        meanings = "pending ok not_finite step_limit time_limit failed untrusted overflow endless_switching"
        assert status.attrs["flag_meanings"] == meanings
        np.testing.assert_array_equal(data["committed"].values, [1, 1, 1, 0])
        assert int((status == 0).sum()) == CELLS.size - COMMITTED

        assert data.attrs["Conventions"] == "CF-1.10"
        assert data.attrs["title"] == "an example"
        assert {"history", "source"} <= set(data.attrs)
        assert set(data.data_vars) == {"P_amplitude", "P_period", "status", "verdict",
                                       "committed"}
    check_groups(engine)


def check_groups(engine):
    with xr.open_dataset(PATH, engine=engine, group="frame_range") as ranges:
        assert ranges["P_amplitude"].dims == ("assoc_ddg", "bound")
        first = ranges["P_amplitude"].values[:3]
        np.testing.assert_array_equal(first[:, 0], 0.25 * np.arange(3) * NY * NX)
        np.testing.assert_array_equal(first[:, 1], 0.25 * (np.arange(1, 4) * NY * NX - 1))
    with xr.open_dataset(PATH, engine=engine, group="frame_crc") as sums:
        assert sums["P_period"].dims == ("assoc_ddg",)
        frame = expected(1)[2].tobytes()
        assert int(sums["P_period"].values[2]) == zlib.crc32(frame)
    with xr.open_dataset(PATH, engine=engine, group="provenance") as texts:
        finished = texts["finished"].values[()]
        finished = finished.decode() if isinstance(finished, bytes) else str(finished)
        assert finished == "2026-01-31T13:00:00Z", finished


def check_h5py():
    with h5py.File(PATH) as file:
        text = file["provenance/configuration"][()].decode("utf-8")
        assert text.startswith("model = predator-prey\n") and text.endswith("# änd"), text[-20:]
        for name in ("P_amplitude", "status"):
            assert file[name].chunks is None and file[name].id.get_offset() is not None


def check_ncdump():
    header = subprocess.run(["ncdump", "-h", PATH], check=True, capture_output=True, text=True).stdout
    for line in ("assoc_ddg = 4 ;", "float P_amplitude(assoc_ddg, rec, G) ;",
                 "byte status(assoc_ddg, rec, G) ;", "double P_amplitude(assoc_ddg, bound) ;",
                 "uint P_amplitude(assoc_ddg) ;", "P_amplitude:_FillValue = NaNf ;",
                 "double assoc_ddg(assoc_ddg) ;", "group: provenance {"):
        assert line in header, f"{line!r} is not in\n{header}"
    assert "phony" not in header, header


for name in ("netcdf4", "h5netcdf"):
    check_engine(name)
check_h5py()
check_ncdump()

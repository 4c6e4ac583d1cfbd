# SPDX-License-Identifier: GPL-2.0
# The files of the engine's pure part; read by the kernel's and the harness's Makefile.

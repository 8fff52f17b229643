#!/bin/bash
# A job of Slurm: sbatch job.sh ./query argument... The program was compiled before (bodocc query.cpp -o query).
#SBATCH --job-name=bodocc
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=16
#SBATCH --time=00:30:00
set -euo pipefail
# a lost host ends the job: docs/scaling.md
export BODO_HANG_TIMEOUT=300
# MPI implementations with PMIx, as Open MPI: srun starts the ranks; with another one use its mpirun
exec srun --mpi=pmix "$@"

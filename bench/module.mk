# `make bench` measures the program against its peers (bench/run.sh), whole checks (bench/collections.sh), and a comparison of
# every council (bench/compare.sh). The whole folder is distributed.
dist_folders += bench

# `make planted` counts which planted inconsistencies `probity compare` finds (bench/planted.py): 1,400 comparisons.
.PHONY: planted
planted: all
	PROBITY="$(abs_top_builddir)/probity$(EXEEXT)" PROBITY_DATA="$(abs_top_srcdir)" python3 $(srcdir)/bench/planted.py --every 3

.PHONY: bench
bench: all
	for script in run collections compare; do \
		PROBITY="$(abs_top_builddir)/probity$(EXEEXT)" PROBITY_DATA="$(abs_top_srcdir)" CC="$(CC)" \
			bash $(srcdir)/bench/$$script.sh || exit 1; \
	done

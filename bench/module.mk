# `make bench` runs bench/run.sh, which measures the program against its peers. The whole folder is distributed.
dist_folders += bench

.PHONY: bench
bench: all
	PROBITY="$(abs_top_builddir)/probity$(EXEEXT)" PROBITY_DATA="$(abs_top_srcdir)" CC="$(CC)" \
		bash $(srcdir)/bench/run.sh

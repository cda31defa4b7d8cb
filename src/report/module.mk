noinst_LIBRARIES += libprobity_report.a
libprobity_report_a_SOURCES = \
	src/report/compare.c \
	src/report/compare.h \
	src/report/compare_csv.c \
	src/report/compare_html.c \
	src/report/compare_html.h \
	src/report/compare_html_councils.c \
	src/report/compare_html_figures.c \
	src/report/compare_html_heat.c \
	src/report/compare_html_method.c \
	src/report/compare_html_most.c \
	src/report/compare_html_scale.c \
	src/report/compare_html_scale.h \
	src/report/compare_internal.h \
	src/report/compare_json.c \
	src/report/compare_order.c \
	src/report/compare_text.c \
	src/report/csv.c \
	src/report/csv_field.c \
	src/report/csv_field.h \
	src/report/explain.c \
	src/report/explain.h \
	src/report/figure_order.c \
	src/report/figure_order.h \
	src/report/fold.c \
	src/report/fold.h \
	src/report/html.c \
	src/report/html.h \
	src/report/html_contents.c \
	src/report/html_figures.c \
	src/report/html_figures.h \
	src/report/html_finding.c \
	src/report/html_national.c \
	src/report/html_page.c \
	src/report/html_page.h \
	src/report/html_plot.c \
	src/report/html_plot.h \
	src/report/html_skipped.c \
	src/report/html_summary.c \
	src/report/internal.h \
	src/report/json.c \
	src/report/json.h \
	src/report/json_figures.c \
	src/report/notes.c \
	src/report/reasons.c \
	src/report/reasons.h \
	src/report/report.c \
	src/report/report.h \
	src/report/returns.c \
	src/report/returns.h \
	src/report/sarif.c \
	src/report/spot.c \
	src/report/spot.h \
	src/report/text.c \
	src/report/text.h \
	src/report/text_figures.c \
	src/report/text_figures.h \
	src/report/text_figures_said.c \
	src/report/text_finding.c \
	src/report/text_returns.c \
	src/report/text_skipped.c \
	src/report/text_summary.c \
	src/report/verdict.c \
	src/report/verdict.h \
	src/report/words.c \
	src/report/words.h

# The styles and the script of the HTML reports as C: an array of lines each, so that no literal is longer than C allows.
nodist_libprobity_report_a_SOURCES = src/report/html_assets.c
html_assets = src/report/html/style.css src/report/html/compare.css src/report/html/filter.js
EXTRA_DIST += $(html_assets)
CLEANFILES += src/report/html_assets.c

src/report/html_assets.c: $(html_assets)
	@$(MKDIR_P) src/report
	$(AM_V_GEN){ \
		echo '#include "report/html_page.h"'; \
		for asset in style:style.css compare_style:compare.css script:filter.js; do \
			echo; \
			echo "const char *const report_html_$${asset%%:*}[] = {"; \
			sed -e 's/^ *//' -e 's/[\\"]/\\&/g' -e 's/.*/    "&\\n",/' $(srcdir)/src/report/html/$${asset#*:} || exit 1; \
			echo '    NULL,'; \
			echo '};'; \
		done; \
	} >$@.new && mv $@.new $@

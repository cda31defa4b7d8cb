/* real: binary floating-point numbers in decimal digits. Statistics are such numbers; what a return says never is: see
 * number.h.
 */
#ifndef PROBITY_BASE_REAL_H
#define PROBITY_BASE_REAL_H

#include "base/buffer.h"

#define REAL_FIGURES_MOST 15u /* a double holds so many decimal figures */

/* The number in so many significant figures (at least 1), as printf() writes it with %.*g, to the last byte. */
void real_write(struct buffer *out, double number, unsigned figures);

#endif

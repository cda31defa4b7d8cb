/* main: placeholder until the commands are there. */
#include <stdio.h>

int main(void)
{
    (void)fputs("probity: no command is built in yet\n", stderr);
    return 2;
}

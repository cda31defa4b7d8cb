#include "base/reason.h"

#include <errno.h>
#include <stddef.h>

static const struct {
    int error;
    const char *words;
} reasons[] = {
    {ENOENT, "there is no such file or folder"},
    {ENOTDIR, "part of its path, or all of it, is no folder"},
    {EISDIR, "it is a folder"},
    {EACCES, "permission was refused"},
    {EPERM, "permission was refused"},
    {EROFS, "the disk may only be read"},
    {ENOSPC, "the disk is full"},
    {EDQUOT, "the disk space allowed to you is used up"},
    {EFBIG, "it would become larger than is allowed"},
    {EIO, "the disk or network reported an error"},
    {EPIPE, "the program that was reading it has stopped"},
    {EMFILE, "too many files are open"},
    {ENFILE, "too many files are open"},
    {ENAMETOOLONG, "its name is too long"},
    {ELOOP, "its links lead round in a circle"},
    {EBADF, "it is closed"},
    {ENOMEM, "there is not enough memory"},
    {ETXTBSY, "another program is using it"},
    {EBUSY, "another program is using it"},
    {ENXIO, "there is no such device"},
    {ENODEV, "there is no such device"},
    {EOVERFLOW, "it is too large"},
    {ESPIPE, "it can only be read from start to end"},
};

const char *reason_of(int error)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].error == error) {
            return reasons[i].words;
        }
    }
    return "the system gave no reason that is known here";
}

using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Falcon.Xsk.Native;

/// <summary>Turns error numbers of system calls into messages and exceptions.</summary>
internal static class Errno
{
    /// <summary>The calling thread's <c>errno</c>; valid right after a failed call.</summary>
    public static int Last => LibC.errno;

    /// <summary>"No such device (errno 19)".</summary>
    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";

    /// <summary>An exception that says what was attempted and why it failed. Accepts negative values, as libbpf returns them.</summary>
    public static XskException Exception(string attempt, int errno)
    {
        errno = Math.Abs(errno);
        return new XskException($"{attempt}: {Describe(errno)}", errno);
    }

    /// <summary>Returns the result of a system call, or throws when it is -1.</summary>
    public static int Check(int result, string attempt) => result >= 0 ? result : throw Exception(attempt, Last);
}

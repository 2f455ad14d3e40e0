using System.Runtime.InteropServices;

namespace Falcon.Testing.Processes;

/// <summary>Sends signals to processes.</summary>
public static class Signals
{
    /// <summary>Sends a signal; a process that is gone is ignored.</summary>
    public static void Send(int pid, Signal signal) => _ = Kill(pid, (int)signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}

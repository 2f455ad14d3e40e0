using System.Runtime.InteropServices;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Signals to processes, by the numbers of signal(7) on x86 and ARM.</summary>
public static class Signals
{
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>A process that is gone is no matter.</summary>
    public static void Send(int pid, int signal) => _ = Kill(pid, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}

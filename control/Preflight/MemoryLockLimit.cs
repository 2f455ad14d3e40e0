using System.Globalization;

namespace Falcon.Control.Preflight;

/// <summary>RLIMIT_MEMLOCK from /proc/PID/limits (proc(5)).</summary>
internal static class MemoryLockLimit
{
    private const string Label = "Max locked memory";
    private const string None = "unlimited";

    /// <summary>
    /// Bytes that may be locked; <see cref="long.MaxValue"/> for no limit. Falcon asks for no limit before it registers its UMEM. Where the
    /// hard limit forbids that, the soft limit stays.
    /// </summary>
    /// <param name="limits">The lines of the file.</param>
    /// <param name="mayRaise">Whether the process may raise its hard limits (CAP_SYS_RESOURCE).</param>
    public static long Read(IEnumerable<string> limits, bool mayRaise)
    {
        string line = limits.First(l => l.StartsWith(Label, StringComparison.Ordinal));
        string[] softAndHard = line[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return mayRaise || softAndHard[1] == None ? long.MaxValue : long.Parse(softAndHard[0], CultureInfo.InvariantCulture);
    }
}

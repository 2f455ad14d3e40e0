using System.Globalization;
using Falcon.Engine.Events;

namespace Falcon.Control.Daemon;

/// <summary>File descriptors of this process (RLIMIT_NOFILE, getrlimit(2)).</summary>
internal static class Descriptors
{
    /// <summary>How many must be left once frames flow: for admin connections, for new ports, for the files of a reload.</summary>
    public const int Reserve = 64;

    private const string Label = "Max open files";

    /// <summary>Checks that enough are left.</summary>
    /// <exception cref="DataplaneException">Too few are left.</exception>
    public static void CheckReserve()
    {
        long limit = Limit(File.ReadLines("/proc/self/limits"));
        int used = Directory.GetFiles("/proc/self/fd").Length;
        if (limit - used < Reserve)
        {
            string left = string.Create(CultureInfo.InvariantCulture, $"{limit - used} of {limit} file descriptors are left");
            throw new DataplaneException(
                $"{left} once frames flow, and {Reserve} are needed; raise the limit (systemd: LimitNOFILE=65536, shell: ulimit -n 65536)");
        }
    }

    /// <summary>The soft limit, as /proc/PID/limits shows it (proc_pid_limits(5)).</summary>
    internal static long Limit(IEnumerable<string> lines)
    {
        string line = lines.First(line => line.StartsWith(Label, StringComparison.Ordinal));
        string soft = line[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : long.MaxValue;
    }
}

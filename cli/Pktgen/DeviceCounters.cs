using System.Globalization;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Pktgen;

/// <summary>How many frames a device of the calling thread's network namespace has sent.</summary>
internal static class DeviceCounters
{
    private const int TransmittedPackets = 9; // the tenth number of a line of /proc/net/dev
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);
    private const int LongestWait = 40;

    public static long Transmitted(string device) => Transmitted(File.ReadLines("/proc/thread-self/net/dev"), device);

    /// <summary>The same once it stops growing: a veth's frames are counted by its other end, a little later.</summary>
    public static long TransmittedAtRest(string device)
    {
        long before = Transmitted(device);
        for (int i = 0; i < LongestWait; i++)
        {
            Thread.Sleep(s_pause);
            long now = Transmitted(device);
            if (now == before)
                return now;
            before = now;
        }

        return before;
    }

    internal static long Transmitted(IEnumerable<string> lines, string device)
    {
        string line = lines.Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(device + ":", StringComparison.Ordinal))
            ?? throw new PktgenException(ExitCode.Preflight, $"there is no device {device} in this network namespace");
        string[] numbers = line[(device.Length + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(numbers[TransmittedPackets], CultureInfo.InvariantCulture);
    }
}

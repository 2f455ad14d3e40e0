using System.Globalization;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Harness;

/// <summary>What the kernel counts at a device.</summary>
internal static class DeviceCounters
{
    private const int ReceivedColumn = 1, SentColumn = 9;

    /// <summary>The frames that a device has received.</summary>
    public static long Received(NetworkNamespace netns, string device) => netns.Run(() => Read(device, ReceivedColumn));

    /// <summary>The frames that a device has sent.</summary>
    public static long Sent(NetworkNamespace netns, string device) => netns.Run(() => Read(device, SentColumn));

    private static long Read(string device, int column)
    {
        string line = File.ReadLines("/proc/thread-self/net/dev").Single(
            line => line.TrimStart().StartsWith(device + ":", StringComparison.Ordinal));
        return long.Parse(
            line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[column], CultureInfo.InvariantCulture);
    }
}

using System.Globalization;

namespace Falcon.Cli.Pktgen;

/// <summary>Which devices lead to the rest of the world: nobody wants a packet generator there.</summary>
internal static class DefaultRoute
{
    /// <summary>Whether a default route of the calling thread's network namespace, IPv4 or IPv6, leaves through a device.</summary>
    public static bool Leaves(string device) =>
        LeavesIpv4(Lines("/proc/thread-self/net/route"), device) || LeavesIpv6(Lines("/proc/thread-self/net/ipv6_route"), device);

    /// <summary>The same for the text of /proc/net/route: device, destination, …, the mask is the eighth column.</summary>
    internal static bool LeavesIpv4(IEnumerable<string> lines, string device) => lines.Skip(1)
        .Select(Columns)
        .Any(columns => columns.Length > 7 && columns[0] == device && IsZero(columns[1]) && IsZero(columns[7]));

    /// <summary>The same for the text of /proc/net/ipv6_route: destination, its prefix length, …, device.</summary>
    internal static bool LeavesIpv6(IEnumerable<string> lines, string device) => lines
        .Select(Columns)
        .Any(columns => columns.Length > 9 && columns[^1] == device && IsZero(columns[0]) && IsZero(columns[1]));

    private static string[] Columns(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsZero(string hexadecimal) =>
        UInt128.TryParse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out UInt128 value) && value == 0;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}

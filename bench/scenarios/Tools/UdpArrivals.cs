using System.Globalization;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>
/// Datagrams that reached a socket of a process's namespace, whether there was room for them or not (proc(5), /proc/PID/net/snmp).
/// </summary>
public static class UdpArrivals
{
    public static long Read(int pid) => Parse(File.ReadAllText($"/proc/{pid}/net/snmp"));

    /// <summary>
    /// Adds InDatagrams and RcvbufErrors of the two lines that start with "Udp:". The first line names the columns of the second.
    /// </summary>
    public static long Parse(string snmp)
    {
        string[][] lines =
        [
            .. snmp.Split('\n').Where(line => line.StartsWith("Udp:", StringComparison.Ordinal))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        if (lines.Length < 2)
            throw new FormatException("/proc/net/snmp has no Udp lines");
        long Column(string name) => long.Parse(lines[1][Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
        return Column("InDatagrams") + Column("RcvbufErrors");
    }
}

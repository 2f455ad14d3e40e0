using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Falcon.Bench.Scenarios.Tools;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>What this executable does when it starts itself, see <see cref="Self"/>.</summary>
public static class SmallRoles
{
    /// <summary>False when the arguments are those of an operator.</summary>
    public static bool TryRun(string[] arguments, out int code)
    {
        code = 0;
        switch (arguments)
        {
            case [Self.VictimRole, "--seconds", var seconds]:
                Console.WriteLine(Victim.Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), null));
                return true;
            case [Self.VictimRole, "--units", var units]:
                Console.WriteLine(Victim.Run(null, long.Parse(units, CultureInfo.InvariantCulture)));
                return true;
            case [Self.IdleSocketRole, "--port", var port]:
                HoldSocket(int.Parse(port, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    private static void HoldSocket(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        Thread.Sleep(Timeout.Infinite);
    }
}

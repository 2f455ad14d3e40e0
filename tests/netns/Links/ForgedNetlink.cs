using System.Globalization;

namespace Falcon.Netns.Tests.Links;

/// <summary>
/// A process of a container that pretends to be the kernel: with CAP_NET_ADMIN, netlink(7) lets it send to all sockets of its namespace.
/// </summary>
internal static class ForgedNetlink
{
    /// <summary>Sends to each other socket: an event (device 1 is gone), and refusals (ENODEV) of its next requests.</summary>
    private const string Program = """
        import socket, struct
        rows = [line.split() for line in open('/proc/self/net/netlink').readlines()[1:]]
        s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); s.bind((0, 0)); own = s.getsockname()[0]; sent = 0
        for port in [int(row[2]) for row in rows if row[1] == '0' and row[2] not in ('0', str(own))]:
            body = struct.pack('=BBHiII', 0, 0, 1, 1, 0, 0)
            s.sendto(struct.pack('=IHHII', 16 + len(body), 17, 0, 0, 0) + body, (port, 0)); sent += 1
            for sequence in range(1, 20):
                body = struct.pack('=iIHHII', -19, 16, 18, 0, sequence, port)
                s.sendto(struct.pack('=IHHII', 16 + len(body), 2, 0, sequence, port) + body, (port, 0))
        print(sent)
        """;

    public static void Send(string netns)
    {
        string sent = new Command("/usr/bin/python3", "-c", Program).In(netns).Run().Succeeds().Output;
        Assert.NotEqual(0, int.Parse(sent, CultureInfo.InvariantCulture));
    }
}

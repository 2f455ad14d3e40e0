using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Packets;

/// <summary>
/// Two containers whose only connection is a thread that hands the frames of each to the other, with trains and headers unchanged.
/// </summary>
public sealed class PacketRelayTests
{
    private const int SlicesPerMessage = 50;

    [Fact]
    public void Tso_frames_of_64_kib_pass_scattered_over_slices_from_one_container_to_the_other()
    {
        using var lab = new PacketLab(new PacketSocketOptions
        {
            MaxSlicesPerMessage = SlicesPerMessage,
            BatchSize = 16,
            SocketBufferBytes = 8 << 20,
        });
        using var other = new ContainerLink(lab.Pair.Host, "p1", ContainerLink.RemoteIp, ContainerLink.LocalIp);
        // Both ends know each other by the MAC that ContainerLink gives to neighbours.
        other.Container.Ip("link set eth0 address 02:00:00:00:02:02");
        other.Container.Ip("neigh replace 192.168.77.1 lladdr 02:00:00:00:02:01 dev eth0");
        byte[] data = new byte[8 << 20];
        new Random(1).NextBytes(data);

        int largest = 0;
        using var stop = new CancellationTokenSource();
        var relay = new Thread(() => largest = Relay(lab, other, stop.Token));
        relay.Start();
        try
        {
            Assert.Equal(data, Transfer(lab.Pair.Container, other.Container, data));
        }
        finally
        {
            stop.Cancel();
            relay.Join();
        }
        Assert.InRange(largest, 60_000, 65_535 + 14);
    }

    private static int Relay(PacketLab lab, ContainerLink other, CancellationToken stop)
    {
        int largest = 0;
        var poller = new FdPoller([lab.Socket.Fd]);
        while (!stop.IsCancellationRequested)
        {
            poller.Wait(TimeSpan.FromMilliseconds(50));
            PacketMessage[] messages = PacketLab.Messages(16, SlicesPerMessage);
            int count = lab.Socket.Receive(messages, lab.Slices);
            for (int i = 0; i < count; i++)
            {
                largest = Math.Max(largest, messages[i].Length);
                Forward(lab, messages[i], messages[i].IfIndex == lab.Pair.IfIndex ? other.IfIndex : lab.Pair.IfIndex);
            }
        }
        return largest;
    }

    private static void Forward(PacketLab lab, PacketMessage message, int ifIndex)
    {
        UmemSlice[] slices = lab.Slices.AsSpan(message.FirstSlice, message.SliceCount).ToArray();
        int used = (message.Length + PacketLab.SliceLength - 1) / PacketLab.SliceLength;
        slices[used - 1] = slices[used - 1] with { Length = message.Length - (used - 1) * PacketLab.SliceLength };
        message.Header.Flags &= VirtioNetHeader.NeedsChecksum;
        message = message with { IfIndex = ifIndex, FirstSlice = 0, SliceCount = used };
        while (lab.Socket.Send([message], slices, out PacketSendError error) == 0)
            Assert.Equal(PacketSendError.WouldBlock, error);
    }

    private static byte[] Transfer(NamedNamespace from, NamedNamespace to, byte[] data)
    {
        using Socket listener = to.Handle.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using Socket client = from.Handle.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Parse(ContainerLink.RemoteIp), 5001));
        listener.Listen(1);
        client.SendTimeout = 60_000;
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        server.ReceiveTimeout = 60_000;
        var sender = new Thread(() =>
        {
            client.Send(data);
            client.Shutdown(SocketShutdown.Send);
        });
        sender.Start();
        var received = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int length;
        while ((length = server.Receive(buffer)) > 0)
            received.Write(buffer, 0, length);
        sender.Join();
        return received.ToArray();
    }
}

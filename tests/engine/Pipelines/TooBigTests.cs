using System.Diagnostics;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Pipelines;

public sealed class TooBigTests : IDisposable
{
    private const int TooLarge = MemoryHost.Mtu - 28 + 1;

    private readonly MemoryHost _host = new();

    public TooBigTests()
    {
        _host.Receive(TestFrames.Vxlan(TestFrames.Udp(TestFrames.Remote, MemoryHost.PortMac(1)))); // known, so not flooded
        _host.ToPorts.Clear();
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_packet_above_the_mtu_that_must_not_be_fragmented_is_answered_with_the_mtu()
    {
        byte[] frame = DontFragment(TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, TooLarge));
        _host.Send(0, frame);
        (int port, byte[] answer) = Assert.Single(_host.ToPorts, sent => sent.Port == 0);
        Assert.Equal(0, port);
        Assert.Equal(MemoryHost.PortMac(0), MacAddress.Read(answer));
        Assert.Equal([3, 4], answer[34..36]);
        Assert.Equal(MemoryHost.Mtu, answer[40] << 8 | answer[41]);
        Assert.Equal(frame[26..30], answer[30..34]); // to the sender
        Assert.Equal(frame[14..42], answer[42..70]); // quotes the packet
        Assert.Equal(0xFFFF, InternetChecksum.Sum(answer.AsSpan(14, 20)));
        Assert.Equal(0xFFFF, InternetChecksum.Sum(answer.AsSpan(34)));
    }

    [Fact]
    public void A_packet_that_may_be_fragmented_is_dropped_without_an_answer()
    {
        _host.Send(0, TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, TooLarge));
        Assert.DoesNotContain(_host.ToPorts, sent => sent.Port == 0);
    }

    [Fact]
    public void Answers_are_limited()
    {
        byte[] frame = DontFragment(TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, TooLarge));
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 1000; i++) _host.Send(0, frame);
        int most = 100 * (2 + (int)clock.Elapsed.TotalSeconds); // 100 in each second that the test touched
        Assert.InRange(_host.ToPorts.Count(sent => sent.Port == 0), 100, most);
        Assert.Equal(1000, _host.PortDrops(0, StageId.Encapsulate, (byte)EncapsulateDrop.AboveMtu));
    }

    [Fact]
    public void One_container_does_not_use_up_the_answers_of_another()
    {
        byte[] hostile = DontFragment(TestFrames.Udp(MemoryHost.PortMac(0), TestFrames.Remote, TooLarge));
        for (int i = 0; i < 1000; i++) _host.Send(0, hostile);
        _host.Send(1, DontFragment(TestFrames.Udp(MemoryHost.PortMac(1), TestFrames.Remote, TooLarge)));
        Assert.Single(_host.ToPorts, sent => sent.Port == 1);
    }

    private static byte[] DontFragment(byte[] frame)
    {
        frame[20] |= 0x40;
        return frame;
    }
}

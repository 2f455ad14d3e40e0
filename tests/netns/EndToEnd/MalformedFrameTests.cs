using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Bad frames from the underlay and from a container: each is dropped for the counted reason, and nothing else suffers.</summary>
public sealed class MalformedFrameTests : LabTest, IClassFixture<LabFixture<PacketLaneWithKernel>>
{
    private readonly Admin _daemon;
    private readonly TunnelFrames _frames;
    private readonly TunnelFrames _fromContainer;

    public MalformedFrameTests(LabFixture<PacketLaneWithKernel> fixture)
        : base(() => fixture.Lab)
    {
        Traffic.WarmUp(Here, There.Ipv4);
        Traffic.WarmUp(Here, Beside.Ipv4);
        _daemon = Lab.Host(1).Admin;
        _frames = new TunnelFrames(Lab.Host(2), Lab.Host(1), There, Here);
        _fromContainer = new TunnelFrames(Lab.Host(1), Lab.Host(2), Here, There);
    }

    private Container Here => Lab.Container(1, 1);

    private Container Beside => Lab.Container(1, 2);

    private Container There => Lab.Container(2);

    [Theory]
    [InlineData("cut-short", "decapsulate/truncated")]
    [InlineData("inner-cut-short", "decapsulate/truncated")]
    [InlineData("jumbo-ip-length", "decapsulate/truncated")]
    [InlineData("small-ip-length", "decapsulate/bad-ip-header")]
    [InlineData("jumbo-udp-length", "decapsulate/bad-udp-length")]
    [InlineData("small-udp-length", "decapsulate/bad-udp-length")]
    [InlineData("wrong-ip-checksum", "decapsulate/bad-outer-checksum")]
    [InlineData("wrong-udp-checksum", "decapsulate/bad-outer-checksum")]
    [InlineData("reserved-bits", "decapsulate/bad-flags")]
    [InlineData("gpe-ipv4", "decapsulate/bad-flags")]
    [InlineData("vlan-tagged", "decapsulate/outer-vlan")]
    [InlineData("foreign-mac", "decapsulate/foreign-mac")]
    [InlineData("group-mac", "decapsulate/foreign-mac")]
    [InlineData("martian-source", "decapsulate/martian-source")]
    [InlineData("inner-jumbo-ip-length", "decapsulate/inner-malformed")]
    [InlineData("inner-small-ip-header", "decapsulate/inner-malformed")]
    [InlineData("inner-jumbo-udp-length", "decapsulate/inner-malformed")]
    [InlineData("inner-vlan", "decapsulate/inner-vlan")]
    [InlineData("inner-source-of-local-port", "bridge/looped")]
    [InlineData("inner-source-zero", "bridge/invalid-source")]
    [InlineData("inner-source-group", "bridge/invalid-source")]
    [InlineData("inner-destination-link-local", "bridge/link-local-group")]
    public void A_bad_frame_from_the_underlay_is_dropped_with_its_reason(string fault, string reason)
    {
        IReadOnlyList<byte[]> frames = _frames.With(fault);
        using Capture container = Here.Capture("eth0", TunnelFrames.InnerFilter, "in");
        long before = _daemon.Drops().GetValueOrDefault(reason);
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, frames);
        Eventually.True(() => _daemon.Drops().GetValueOrDefault(reason) > before, () => $"{reason} was not counted: {Dropped()}");
        TheRestGoesOn();
        Assert.Equal(0, container.Stop().Count());
        Assert.DoesNotContain(_daemon.Fdb(), entry => entry.Target is "127.0.0.1" or "224.0.0.5" or "255.255.255.255" or "0.0.0.0");
    }

    [Theory]
    [InlineData("wrong-flags")]
    [InlineData("unknown-vni")]
    [InlineData("fragment")]
    public void A_frame_that_is_not_ours_reaches_no_container(string kind)
    {
        using Capture container = Here.Capture("eth0", TunnelFrames.InnerFilter, "in");
        byte[] ours = Assert.Single(_frames.With("plain")); // the control frame, which comes after the others
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, [.. _frames.With(kind), ours]);
        TheRestGoesOn();
        Assert.Equal([[$"{_frames.Inner.Length}"]], container.Stop().Fields("eth", "frame.len"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("ip-options")]
    [InlineData("ethernet-padding")]
    [InlineData("udp-checksum")]
    [InlineData("priority-tagged")]
    public void An_unusual_but_valid_frame_is_delivered(string kind)
    {
        using Capture container = Here.Capture("eth0", TunnelFrames.InnerFilter, "in");
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, _frames.With(kind));
        TheRestGoesOn();
        CaptureFile file = container.Stop();
        file.IsClean();
        Assert.Equal([[$"{_frames.Inner.Length}"]], file.Fields("eth", "frame.len"));
    }

    [Theory]
    [InlineData("vlan", "collect/vlan")]
    [InlineData("jumbo-ip-length", "collect/malformed")]
    [InlineData("source-zero", "collect/spoofed-mac")]
    public void A_bad_frame_from_a_container_is_dropped_with_its_reason(string fault, string reason)
    {
        long before = _daemon.Drops().GetValueOrDefault(reason);
        Traffic.SendFrames(Here, "eth0", _fromContainer.With($"inner-{fault}").Select(TunnelFrames.InnerOf));
        Eventually.True(() => _daemon.Drops().GetValueOrDefault(reason) > before, () => $"{reason} was not counted: {Dropped()}");
        TheRestGoesOn();
    }

    [Fact]
    public void A_forged_source_does_not_move_a_local_container_to_the_forger_and_is_counted_for_it()
    {
        long before = Looped();
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, _frames.With("inner-source-of-local-port"));
        Traffic.SendFrames(Beside, "eth0", [FrameBuilder.Ethernet(There.Mac, Here.Mac, FrameBuilder.Ipv4Type, new byte[64])]);
        FdbSnapshot entry = Assert.Single(_daemon.Fdb(), entry => string.Equals(entry.Mac, Here.Mac, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(Here.Port, entry.Target);
        Eventually.True(() => Looped() > before, "the VTEP that forged it is not named");
        Assert.Matches($@"falcon_vtep_looped_frames_total{{vtep=""{Lab.Host(2).Address}""}} [1-9]", _daemon.Metrics());
        TheRestGoesOn();
    }

    private long Looped() => _daemon.Status().Vteps.Single(vtep => vtep.Address == Lab.Host(2).Address).LoopedFrames;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Thousands_of_mutated_frames_do_no_harm(int seed)
    {
        Traffic.SendFrames(Lab.Host(2), Host.Uplink, _frames.Mutations(seed, 5_000));
        IEnumerable<byte[]> wholeEnough = _fromContainer.Mutations(seed, 5_000).Where(frame => frame.Length > 64);
        Traffic.SendFrames(Here, "eth0", wholeEnough.Select(TunnelFrames.InnerOf));
        TheRestGoesOn();
    }

    private void TheRestGoesOn()
    {
        Traffic.Ping(There, Here.Ipv4, "-c", "1");
        Traffic.Ping(Beside, Here.Ipv4, "-c", "1");
        Frames.AreConserved(_daemon);
    }

    private string Dropped() => string.Join(", ", _daemon.Drops().Select(drop => $"{drop.Key} {drop.Value}"));
}

using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A container raises its device's <c>gso_max_size</c> and sends frames larger than any packet.</summary>
public sealed class LargestFrameTests(LabFixture<PacketLaneWithKernel> lab)
    : LabTest(() => lab.Lab), IClassFixture<LabFixture<PacketLaneWithKernel>>
{
    private static readonly int[] s_sizes =
        [65_500, 65_550, 65_588, 65_589, 65_590, 65_600, 65_664, 65_665, 65_700, 65_772, 65_773, 66_000, 90_000, 131_000];

    [Fact]
    public void They_are_carried_or_dropped_as_too_long_and_nobody_else_notices()
    {
        Container hostile = Lab.Container(1, 1), beside = Lab.Container(1, 2), there = Lab.Container(2);
        Admin daemon = Lab.Host(1).Admin;
        Traffic.WarmUp(beside, there.Ipv4);
        hostile.Exec("ip", "link", "set", "eth0", "gso_max_size", "131072").Succeeds();
        long before = daemon.Drops().GetValueOrDefault("collect/too-long");

        foreach (Container to in (Container[])[beside, there])
        {
            string[] sizes = [.. s_sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))];
            hostile.Script("send_large_frames.py", null, ["eth0", hostile.Mac, to.Mac, hostile.Ipv6, to.Ipv6, .. sizes]).Succeeds();
        }

        Eventually.True(
            () => daemon.Drops().GetValueOrDefault("collect/too-long") > before,
            () => $"nothing was too long: {string.Join(", ", daemon.Drops())}");
        Traffic.Passed(beside, there);
        Traffic.Passed(hostile, beside);
        Frames.AreConserved(daemon);
    }
}

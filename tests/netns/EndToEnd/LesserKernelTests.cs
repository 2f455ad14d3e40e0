using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>What the daemon does when the kernel lacks a feature.</summary>
public sealed class LesserKernelTests
{
    public LesserKernelTests() => Requirements.Check();

    [Fact]
    public void Without_the_kernels_type_information_small_frames_come_by_system_calls_and_the_log_says_so()
    {
        using var lab = Lab.Up(new LabShape { Start = false });
        using var daemon = FalconDaemon.StartWithoutTypeInformation(lab.Host(1));
        Assert.Single(daemon.LogLines("small frames received by system calls"));
        Traffic.WarmUp(lab.Container(1), lab.Container(2).Ipv4);
        Traffic.SendFile(lab.Container(2), lab.Container(1), lab.Container(1).Ipv4, Traffic.Megabyte);
        Traffic.SendFile(lab.Container(1), lab.Container(2), lab.Container(2).Ipv4, Traffic.Megabyte);
    }
}

using Falcon.Api;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Where the configuration leaves the choice, datagrams take the path that costs less while there are many.</summary>
public sealed class PathChoiceTests
{
    private const int Rate = 30_000;

    public PathChoiceTests() => Requirements.Check();

    [Fact]
    public void Both_paths_are_measured_while_there_are_many_datagrams_and_a_few_stay_in_the_kernel()
    {
        using var lab = Lab.Up(new LabShape { Path = "auto" });
        (Host host, Container here, Container there) = (lab.Host(1), lab.Container(1), lab.Container(2));
        Traffic.WarmUp(here, there.Ipv4);
        Assert.Equal(new PathChoiceSnapshot("kernel", null), host.Admin.Port(here).DatagramPath);
        int port = Traffic.NextPort();
        using RunningCommand sink = here.StartScript("udp_mute.py", $"{port}").Says("ready");
        using RunningCommand flood = lab.Host(2).Start(Repository.Falcon, lab.PktgenTo(
            here, "--from-mac", there.Mac, "--port", $"{port}", "--flows", "8", "--count", $"{60 * Rate}", "--rate", $"{Rate}"));
        Eventually.True(() => host.Admin.Port(here).DatagramPath!.OtherNanoseconds > 0, host.Admin.StatusJson);
        PortSnapshot measured = host.Admin.Port(here);
        Assert.True(measured.KernelPath!.RxFrames > 0 && measured.RxFrames > 0, host.Admin.StatusJson());
        Assert.Contains(measured.KernelPath.Missed, missed => missed.Reason == "choice" && missed.Frames > 0);
        flood.Signal(Signal.Interrupt);
        flood.Ends();
        Eventually.True(() => host.Admin.Port(here).DatagramPath!.Path == "kernel", host.Admin.StatusJson);
        Traffic.Passed(here, there);
        Frames.AreConserved(host.Admin);
    }

    [Fact]
    public void A_port_s_own_paths_hold_and_a_reload_changes_them()
    {
        using var lab = Lab.Up(new LabShape { Path = "auto", Start = false });
        (Host host, Container here, Container beside) = (lab.Host(1), lab.Container(1, 1), lab.Container(1, 2));
        using var daemon = FalconDaemon.Start(host);
        Traffic.WarmUp(here, beside.Ipv4);
        Eventually.True(() => KernelPathTests.IsCarried(host, here, beside), host.Admin.StatusJson);
        host.Configuration.Replace("    peers:", "    paths: {tcp: kernel, udp: engine}\n    peers:");
        Assert.Contains("path", host.Reload().Succeeds().Output, StringComparison.Ordinal);
        Assert.Null(host.Admin.Port(here).DatagramPath);
        long choices = Choices(host, here);
        Traffic.Passed(here, beside);
        Eventually.True(
            () =>
            {
                here.Script("udp_send.py", null, beside.Ipv4, "9", "nobody listens", "10");
                return Choices(host, here) >= choices + 10;
            },
            host.Admin.StatusJson);
        host.Configuration.Replace("    peers:", "    path: engine\n    peers:");
        host.Reload().Succeeds();
        Assert.Null(host.Admin.Port(here).KernelPath);
        Traffic.Passed(here, beside);
        Assert.Equal(0, daemon.End(Signal.Terminate).ExitCode);
    }

    private static long Choices(Host host, Container container) =>
        host.Admin.Port(container).KernelPath!.Missed.Where(missed => missed.Reason == "choice").Sum(missed => missed.Frames);
}

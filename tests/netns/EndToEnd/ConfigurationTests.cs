using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Bad configurations and unfit hosts: what the daemon says, and how it ends.</summary>
public sealed class ConfigurationTests(LabFixture<ConfigurationTests.NotStarted> fixture)
    : LabTest(() => fixture.Lab), IClassFixture<LabFixture<ConfigurationTests.NotStarted>>
{
    private Host Host => Lab.Host(1);

    [Fact]
    public void A_bad_configuration_ends_with_2_and_names_every_bad_line()
    {
        using var config = TemporaryFile.WithText("""
            uplinks:
              - device: eth1
            worker: [0]
            overlays:
              - vni: 16777216
                peers: [10.99.0.2]
              - vni: 101
                peers: [10.99.0.300]
            """);
        foreach (string? command in new[] { "run", "check" })
        {
            CommandResult failure = Host.Exec(Repository.Falcon, command, "--config", config.Path);
            Assert.Equal(2, failure.ExitCode);
            Assert.Contains("workers", failure.Error + failure.Output, StringComparison.Ordinal);
            foreach (int line in new[] { 3, 5, 8 })
                Assert.Matches($"{config.Path}:{line}\\b|line {line}\\b", failure.Error + failure.Output);
        }

        Assert.Null(Host.XdpProgram());
    }

    [Fact]
    public void A_missing_configuration_file_ends_with_2_and_is_named()
    {
        CommandResult failure = FalconDaemon.FailsToStart(Host, "/nonexistent/falcon.yaml");
        Assert.Equal(2, failure.ExitCode);
        Assert.Contains("/nonexistent/falcon.yaml", failure.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_uplink_ends_with_3_and_is_named() => FailsPreflight("device: eth1", "device: eth7", "eth7");

    [Fact]
    public void Check_finds_the_configuration_of_the_lab_good_and_touches_nothing()
    {
        IReadOnlyList<string> before = Lab.Container(1).Devices();
        Host.Exec(Repository.Falcon, "check", "--config", Host.Config).Succeeds();
        Assert.Null(Host.XdpProgram());
        Assert.Equal(before, Lab.Container(1).Devices());
    }

    private void FailsPreflight(string good, string bad, string named)
    {
        string text = File.ReadAllText(Host.Config);
        Assert.Contains(good, text, StringComparison.Ordinal);
        using var config = TemporaryFile.WithText(text.Replace(good, bad, StringComparison.Ordinal));
        CommandResult failure = FalconDaemon.FailsToStart(Host, config.Path);
        Assert.True(failure.ExitCode == 3, failure.ToString());
        Assert.Contains(named, failure.Error, StringComparison.Ordinal);
        Assert.Null(Host.XdpProgram());
    }

    public sealed class NotStarted : ILabShape
    {
        public static LabShape Shape => new() { Containers = 1, Start = false };
    }
}

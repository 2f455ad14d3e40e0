using Falcon.Api;
using Falcon.Control.Daemon;

namespace Falcon.Control.Tests.Daemon;

/// <summary>The daemon's tasks beside the engine survive an unexpected exception and continue.</summary>
[Collection(nameof(RunningDaemon))]
public class ControlFaultTests
{
    private const string Charged = Yaml.Minimal + "    ports: [{name: web, netns: web, device: eth0, cgroup: auto}]\n";

    [Fact]
    public async Task All_tasks_are_listed_before_their_first_fault()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        string metrics = await client.MetricsAsync();
        Assert.All(ControlTasks.All, task =>
            Assert.Contains($"falcon_control_faults_total{{thread=\"{task}\"}} 0\n", metrics, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reload_says_so_and_the_next_one_works()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Fault = new InvalidOperationException("injected");
        ReloadReport report = await client.ReloadAsync();
        Assert.StartsWith("InvalidOperationException: injected; this is a bug", Assert.Single(report.Problems), StringComparison.Ordinal);
        daemon.Fault = null;
        Assert.True((await client.ReloadAsync()).Accepted);
        Assert.Equal(1, await FaultsAsync(client, ControlTasks.Reload));
    }

    [Fact]
    public async Task A_request_is_answered_with_500_and_the_next_one_works()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Fault = new InvalidOperationException("injected");
        AdminException e = await Assert.ThrowsAsync<AdminException>(() => client.StatusAsync());
        Assert.Contains("InvalidOperationException: injected; this is a bug", e.Message, StringComparison.Ordinal);
        daemon.Fault = null;
        Assert.Equal(1, await FaultsAsync(client, ControlTasks.Admin));
    }

    [Theory]
    [InlineData(ControlTasks.Bills)]
    [InlineData(ControlTasks.Cgroups)]
    public async Task What_runs_every_second_goes_on(string task)
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        daemon.Configure(Charged);
        Assert.True((await client.ReloadAsync()).Accepted);
        daemon.Fault = new InvalidOperationException("injected");
        int failed = daemon.Asked;
        await UntilAsync(() => daemon.Asked >= failed + 6);
        daemon.Fault = null;
        Assert.InRange(await FaultsAsync(client, task), 1, long.MaxValue);
        int then = daemon.Asked;
        await UntilAsync(() => daemon.Asked >= then + 4);
    }

    private static async Task<long> FaultsAsync(AdminClient client, string task) =>
        Assert.Single((await client.StatusAsync()).ControlFaults, count => count.Thread == task).Faults;

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (DateTime end = DateTime.UtcNow.AddMinutes(1); !condition();)
        {
            Assert.True(DateTime.UtcNow < end, "it does not go on");
            await Task.Delay(20);
        }
    }
}

using System.Globalization;

namespace Falcon.Netns.Tests.Harness;

/// <summary><c>falcon run</c> on a host of a lab that did not start the daemons.</summary>
public sealed class FalconDaemon : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);

    private readonly RunningCommand _command;

    private FalconDaemon(RunningCommand command) => _command = command;

    public string Log => _command.Output + _command.Error;

    /// <summary>Its resident memory in KiB.</summary>
    public long ResidentKib => long.Parse(
        File.ReadLines($"/proc/{_command.Pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Starts the daemon and waits until frames flow.</summary>
    public static FalconDaemon Start(Host host) => Start(host, host.StartInNetwork(Repository.Falcon, "run", "--config", host.Config));

    /// <summary>Starts a daemon from which the kernel's type information (BTF) is hidden, as on a kernel built without it.</summary>
    public static FalconDaemon StartWithoutTypeInformation(Host host) => Start(host, host.StartInNetwork(
        "unshare", "--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec \"$0\" \"$@\"", Repository.Falcon, "run", "--config",
        host.Config));

    /// <summary>Starts a daemon with few file descriptors.</summary>
    public static FalconDaemon StartWithDescriptors(Host host, int most) =>
        Start(host, host.StartInNetwork("prlimit", $"--nofile={most}:{most}", Repository.Falcon, "run", "--config", host.Config));

    /// <summary>Starts the daemon with extra keys for one port; removes those of the last such start.</summary>
    public static FalconDaemon Start(Host host, Container container, string keys)
    {
        host.Configuration.Add(container, keys);
        return Start(host);
    }

    /// <summary>Runs the daemon, which is expected to end by itself.</summary>
    public static CommandResult FailsToStart(Namespace host, string config) =>
        host.Exec(s_startLimit, Repository.Falcon, "run", "--config", config).Fails();

    /// <summary>Sends a signal that does not end it.</summary>
    public void Signal(Signal signal) => _command.Signal(signal);

    /// <summary>Sends a signal and waits for the end.</summary>
    public CommandResult End(Signal signal)
    {
        _command.Signal(signal);
        return _command.Ends();
    }

    public IEnumerable<string> LogLines(params string[] words) => Log.Split('\n')
        .Where(line => Array.TrueForAll(words, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));

    public void Dispose() => _command.Dispose();

    private static FalconDaemon Start(Host host, RunningCommand command)
    {
        // lab.sh ends it if this process cannot.
        File.WriteAllText(Path.ChangeExtension(host.Config, ".pid"), command.Pid.ToString(CultureInfo.InvariantCulture));
        Eventually.True(
            () => command.HasEnded || host.Admin.Accepts(), () => $"falcon is not ready\n{command.Output}{command.Error}", s_startLimit);
        Assert.False(command.HasEnded, $"falcon ended before it was ready\n{command.Output}{command.Error}");
        return new FalconDaemon(command);
    }
}

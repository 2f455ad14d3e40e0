using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>A program and its arguments, with the place and the CPU it runs on.</summary>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The same, inside a network namespace under /run/netns. The process keeps its id: each of the helpers executes the next.</summary>
    public Command In(string netns)
    {
        if (!File.Exists($"/run/netns/{netns}"))
            throw new InvalidRunException($"the namespace {netns} is gone");
        return new Command("ip", ["netns", "exec", netns, Packages.Require(Program), .. Arguments]);
    }

    /// <summary>The same inside a network namespace, with the mounts left as they are.</summary>
    public Command InNetworkOf(string netns) => new("nsenter", [$"--net=/run/netns/{netns}", Packages.Require(Program), .. Arguments]);

    /// <summary>
    /// The same, pinned to a CPU and in a session of its own: the scheduler's autogroups then share CPUs between sender, application
    /// and system as the cgroups of containers do, instead of splitting one share between sender and application.
    /// </summary>
    public Command OnCpu(int cpu) => new("setsid", ["taskset", "-c", $"{cpu}", Packages.Require(Program), .. Arguments]);

    /// <summary>Runs it to its end and returns what it wrote to standard output.</summary>
    /// <exception cref="InvalidRunException">It is missing, failed, or took too long.</exception>
    public async Task<string> RunAsync(CancellationToken cancel, TimeSpan? patience = null)
    {
        await using ChildProcess process = ChildProcess.Start(this);
        CommandResult result = await process.WaitAsync(patience ?? s_patience, cancel);
        return result.ExitCode == 0 ? result.Output : throw new InvalidRunException($"{Name} failed: {result.Reason}");
    }

    /// <summary>As <see cref="RunAsync"/>, but a failure is no matter.</summary>
    public async Task TryRunAsync(CancellationToken cancel)
    {
        await using ChildProcess process = ChildProcess.Start(this);
        await process.WaitAsync(s_patience, cancel);
    }

    /// <summary>What a person calls it: the program itself, without the helpers in front and without arguments.</summary>
    public string Name
    {
        get
        {
            string[] words = [Program, .. Arguments];
            int first = words is ["ip", "netns", "exec", ..] ? 4 : 0;
            if (Path.GetFileName(words[first]) is "setsid")
                first += 4;
            string name = Path.GetFileName(words[first]);
            return name is "falcon" or "bpftool" ? $"{name} {words[first + 1]}" : name;
        }
    }
}

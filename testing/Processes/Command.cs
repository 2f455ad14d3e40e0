namespace Falcon.Testing.Processes;

/// <summary>A program and its arguments, with the namespace and the CPU it runs in.</summary>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(120);

    /// <summary>Its standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Environment variables in addition to ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The same command inside a network namespace under /run/netns. The process keeps its id, because each helper executes the next.
    /// </summary>
    /// <exception cref="CommandException">There is no such program.</exception>
    public Command In(string netns) => Behind("ip", "netns", "exec", netns);

    /// <summary>The same command inside a network namespace, with unchanged mounts: <c>ip netns exec</c> hides cgroups.</summary>
    /// <exception cref="CommandException">There is no such program.</exception>
    public Command InNetworkOf(string netns) => Behind("nsenter", $"--net=/run/netns/{netns}");

    /// <summary>
    /// The same command, pinned to a CPU and in its own session. The scheduler's autogroups then share CPUs between sender, application and
    /// system as the cgroups of containers do, instead of splitting one share between sender and application.
    /// </summary>
    /// <exception cref="CommandException">There is no such program.</exception>
    public Command OnCpu(int cpu) => Behind("setsid", "taskset", "-c", $"{cpu}");

    /// <summary>Starts the command; a child inherits the network namespace of the thread that starts it.</summary>
    /// <exception cref="CommandException">The program is not installed, or the kernel refuses to start it.</exception>
    public RunningCommand Start() => new(this);

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="CommandException">The program is not installed, or did not end within the limit.</exception>
    public CommandResult Run(TimeSpan? limit = null)
    {
        using RunningCommand command = Start();
        return command.Ends(limit ?? DefaultLimit);
    }

    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="CommandException">The program is not installed, or did not end within the limit.</exception>
    public async Task<CommandResult> RunAsync(CancellationToken cancel, TimeSpan? limit = null)
    {
        await using RunningCommand command = Start();
        return await command.EndsAsync(limit ?? DefaultLimit, cancel);
    }

    /// <summary>Runs the command to its end and returns its standard output.</summary>
    /// <exception cref="CommandException">The program is not installed, failed, or did not end within the limit.</exception>
    public async Task<string> OutputAsync(CancellationToken cancel, TimeSpan? limit = null)
    {
        CommandResult result = await RunAsync(cancel, limit);
        return result.ExitCode == 0 ? result.Output : throw new CommandException($"{Name} failed: {result.Reason}");
    }

    /// <summary>The name for messages: the program itself, without helpers and arguments.</summary>
    public string Name
    {
        get
        {
            string[] words = [Program, .. Arguments];
            int first = words is ["ip", "netns", "exec", ..] ? 4 : 0;
            if (Path.GetFileName(words[first]) is "setsid") first += 4;
            string name = Path.GetFileName(words[first]);
            return name is "falcon" or "bpftool" ? $"{name} {words[first + 1]}" : name;
        }
    }

    /// <summary>The whole command line.</summary>
    public override string ToString() => string.Join(' ', [Program, .. Arguments]);

    private Command Behind(string helper, params string[] arguments) =>
        this with { Program = helper, Arguments = [.. arguments, Programs.Require(Program), .. Arguments] };
}

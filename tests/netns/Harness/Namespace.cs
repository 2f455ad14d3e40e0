namespace Falcon.Netns.Tests.Harness;

/// <summary>A named network namespace of a lab, and what to run inside it.</summary>
public class Namespace(string name)
{
    /// <summary>Its name under /run/netns.</summary>
    public string Name { get; } = name;

    /// <summary>Runs a command to its end, at most <see cref="Command.DefaultLimit"/>.</summary>
    public CommandResult Exec(string file, params string[] arguments) => Exec(Command.DefaultLimit, file, arguments);

    /// <summary>Runs a command to its end within <paramref name="limit"/>.</summary>
    public CommandResult Exec(TimeSpan limit, string file, params string[] arguments) =>
        Inside(file, arguments).Run(limit);

    /// <summary>Runs a python script of the harness with <paramref name="input"/> on its standard input.</summary>
    public CommandResult Script(string script, string? input, params string[] arguments) =>
        (Python(script, arguments) with { Input = input ?? "" }).Run();

    /// <summary>Starts a command in the background.</summary>
    public RunningCommand Start(string file, params string[] arguments) => Inside(file, arguments).Start();

    /// <summary>Starts a command with unchanged mounts: <c>ip netns exec</c> hides cgroups.</summary>
    public RunningCommand StartInNetwork(string file, params string[] arguments) => new Command(file, arguments).InNetworkOf(Name).Start();

    /// <summary>Starts a python script of the harness in the background.</summary>
    public RunningCommand StartScript(string script, params string[] arguments) => Python(script, arguments).Start();

    /// <summary>Starts a server and waits until it listens on <paramref name="port"/>.</summary>
    public RunningCommand Serve(int port, string file, params string[] arguments)
    {
        RunningCommand server = Start(file, arguments);
        Eventually.True(
            () => server.HasEnded || Exec("ss", "-Htuln", $"sport = :{port}").Output.Length > 0,
            () => $"{server.Command} does not listen on port {port}\n{server.Error}");
        return server;
    }

    /// <summary>Starts a capture; <paramref name="direction"/> is <c>in</c>, <c>out</c> or <c>inout</c>, as the device sees it.</summary>
    /// <remarks>Keeps <paramref name="longest"/> bytes of a frame: the shorter, the more frames find room before tcpdump runs.</remarks>
    public Capture Capture(string device, string filter, string direction = "inout", int longest = Harness.Capture.LongestFrame) =>
        new Capture(this, device, filter, direction, longest).Listen();

    /// <summary>The names of the devices in it.</summary>
    public IReadOnlyList<string> Devices() =>
        [.. Exec("ip", "-o", "link", "show").Succeeds().Lines.Select(line => line.Split(": ")[1].Split('@')[0])];

    public override string ToString() => Name;

    private Command Inside(string file, string[] arguments) => new Command(file, arguments).In(Name);

    private Command Python(string script, string[] arguments) => Inside("/usr/bin/python3", [Scripts.PathOf(script), .. arguments]);
}

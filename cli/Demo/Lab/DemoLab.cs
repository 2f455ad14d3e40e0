namespace Falcon.Cli.Demo;

/// <summary>Builds and removes the demo's hosts with scripts/lab.sh, which is embedded in the executable.</summary>
internal static class DemoLab
{
    private const string Name = "demo";

    /// <summary>Builds two hosts, the first with Falcon. Returns when frames can flow.</summary>
    /// <exception cref="DemoException">The hosts could not be built; lab.sh has removed what it had made.</exception>
    /// <remarks>Cannot be cancelled: an interrupted lab.sh removes what it has made.</remarks>
    public static async Task<Topology> UpAsync(DemoOptions options)
    {
        ProcessResult result = await RunScriptAsync(
            "up", "--hosts", "2", "--containers", "1", "--kernel-hosts", "1", "--lane", options.Lane, "--json");
        return result.ExitCode == 0 ? Topology.Parse(result.Output) : throw new DemoException(result.Error.Trim());
    }

    /// <summary>Removes everything. Does nothing if there is nothing.</summary>
    public static async Task DownAsync()
    {
        ProcessResult result = await RunScriptAsync("down");
        if (result.ExitCode != 0)
            throw new DemoException(result.Error.Trim());
    }

    /// <summary>
    /// How to enter and remove a lab that was kept. Outside a repository it also copies the script beside the lab's state.
    /// </summary>
    public static async Task<string> UsageAsync(Topology topology)
    {
        string? script = RepositoryScript();
        if (script is null)
        {
            string copy = Path.Combine(topology.State, "lab.sh");
            await WriteScriptAsync(copy);
            script = $"bash {copy}";
        }
        return string.Join(Environment.NewLine, [
            "The hosts and containers are still there. Enter one, for instance the container behind Falcon:",
            $"    {script} enter --name {Name} {topology.Containers[0].Name}",
            "Remove everything:",
            $"    {script} down --name {Name}",
        ]);
    }

    private static async Task<ProcessResult> RunScriptAsync(string command, params string[] arguments)
    {
        string script = Path.Combine(Path.GetTempPath(), $"falcon-lab-{Guid.NewGuid():N}.sh");
        await WriteScriptAsync(script);
        try
        {
            var environment = new Dictionary<string, string> { ["FALCON"] = OwnExecutable() };
            string[] all = [script, command, "--name", Name, .. arguments];
            return await ProcessRunner.RunAsync("bash", all, environment, CancellationToken.None);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task WriteScriptAsync(string path)
    {
        await using Stream source = typeof(DemoLab).Assembly.GetManifestResourceStream("lab.sh")
            ?? throw new InvalidOperationException("lab.sh is not embedded in the executable.");
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await source.CopyToAsync(target);
    }

    // When started as `dotnet falcon.dll` the process is dotnet, not falcon.
    private static string OwnExecutable() =>
        Environment.ProcessPath is { } path && Path.GetFileName(path) == "falcon" ? path : Path.Combine(AppContext.BaseDirectory, "falcon");

    // cli/bin/Release/net10.0/ → the repository.
    private static string? RepositoryScript()
    {
        string script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../scripts/lab.sh"));
        return File.Exists(script) ? Path.GetRelativePath(Environment.CurrentDirectory, script) : null;
    }
}

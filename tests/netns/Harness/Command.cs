namespace Falcon.Netns.Tests.Harness;

/// <summary>Runs a command to its end.</summary>
public static class Command
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(120);

    public static CommandResult Run(string file, IEnumerable<string> arguments, TimeSpan? limit = null, string? input = null)
    {
        using var command = new RunningCommand(file, arguments, input);
        return command.Ends(limit ?? DefaultLimit);
    }
}

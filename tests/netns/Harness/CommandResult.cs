namespace Falcon.Netns.Tests.Harness;

/// <summary>What a command that has ended left behind.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>Fails with everything the command said unless it ended with 0.</summary>
    public CommandResult Succeeds()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    /// <summary>Fails with everything the command said unless it ended with something else than 0.</summary>
    public CommandResult Fails()
    {
        Assert.True(ExitCode != 0, ToString());
        return this;
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override string ToString() => $"$ {CommandLine}\nexit code {ExitCode}\n{Output}{Error}";
}

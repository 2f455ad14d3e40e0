namespace Falcon.Testing.Processes;

/// <summary>The result of a command that has ended.</summary>
public sealed record CommandResult(Command Command, int ExitCode, string Output, string Error)
{
    /// <summary>The lines of its output that are not empty.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>How it ended and its last line, as part of a reason.</summary>
    public string Reason
    {
        get
        {
            string text = string.IsNullOrWhiteSpace(Error) ? Output : Error;
            string last = text.Split(
                '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it said nothing");
            return $"exit code {ExitCode}: {last}";
        }
    }

    /// <exception cref="CommandException">It did not end with 0; the message contains all its output.</exception>
    public CommandResult Succeeds() => ExitCode == 0 ? this : throw new CommandException(ToString());

    /// <exception cref="CommandException">It ended with 0; the message contains all its output.</exception>
    public CommandResult Fails() => ExitCode != 0 ? this : throw new CommandException(ToString());

    public override string ToString() => $"$ {Command}\nexit code {ExitCode}\n{Output}{Error}";
}

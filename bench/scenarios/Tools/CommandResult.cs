namespace Falcon.Bench.Scenarios.Tools;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last thing it said, to go into a reason.</summary>
    public string Reason
    {
        get
        {
            string text = string.IsNullOrWhiteSpace(Error) ? Output : Error;
            string last = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it said nothing");
            return $"exit code {ExitCode}: {last}";
        }
    }
}

using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>Collects what is missing, with the key that needs it.</summary>
internal sealed class Findings(FalconConfiguration configuration)
{
    private readonly List<Problem> _problems = [], _warnings = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public IReadOnlyList<Problem> Warnings => _warnings;

    /// <summary>Adds something that the host lacks, whatever the file contains.</summary>
    public void Host(string subject, string message) => _problems.Add(new Problem(null, null, subject, message));

    /// <summary>Adds a key that does not fit the host. A key that was left out has no position.</summary>
    public void Key(string path, string message) => _problems.Add(At(path, message));

    /// <summary>Adds a warning: Falcon starts, but with less than the key asks for.</summary>
    public void Warn(string path, string message) => _warnings.Add(At(path, message));

    private Problem At(string path, string message) =>
        new(configuration.File, configuration.Positions.TryGetValue(path, out SourcePosition position) ? position : null, path, message);
}

using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>Collects what is missing and points at the key that asks for it.</summary>
internal sealed class Findings(FalconConfiguration configuration)
{
    private readonly List<Problem> _problems = [], _warnings = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public IReadOnlyList<Problem> Warnings => _warnings;

    /// <summary>The host lacks something, whatever the file says.</summary>
    public void Host(string subject, string message) => _problems.Add(new Problem(null, null, subject, message));

    /// <summary>The host does not fit a key; one that was left out has no place in the file.</summary>
    public void Key(string path, string message) => _problems.Add(At(path, message));

    /// <summary>Falcon starts nevertheless, with less than the key asks for.</summary>
    public void Warn(string path, string message) => _warnings.Add(At(path, message));

    private Problem At(string path, string message) =>
        new(configuration.File, configuration.Positions.TryGetValue(path, out SourcePosition position) ? position : null, path, message);
}

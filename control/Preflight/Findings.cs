using Falcon.Control.Configuration;

namespace Falcon.Control.Preflight;

/// <summary>Collects what is missing and points at the key that asks for it.</summary>
internal sealed class Findings(FalconConfiguration configuration)
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The host lacks something, whatever the file says.</summary>
    public void Host(string subject, string message) => _problems.Add(new Problem(null, null, subject, message));

    /// <summary>The host does not fit a key; one that was left out has no place in the file.</summary>
    public void Key(string path, string message)
    {
        SourcePosition? at = configuration.Positions.TryGetValue(path, out SourcePosition position) ? position : null;
        _problems.Add(new Problem(configuration.File, at, path, message));
    }
}

namespace Falcon.Control.Configuration;

/// <summary>All problems of one file, so that all can be reported together.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<Problem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public void Add(SourcePosition? at, string path, string message) => _problems.Add(new Problem(file, at, path, message));

    /// <summary>The problems in the order of the file.</summary>
    public IReadOnlyList<Problem> InOrder() => [.. _problems.OrderBy(p => p.At?.Line ?? 0).ThenBy(p => p.At?.Column ?? 0)];
}

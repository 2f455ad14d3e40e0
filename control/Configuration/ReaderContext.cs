namespace Falcon.Control.Configuration;

/// <summary>What the readers of one file share: the problems found so far and the positions of the keys.</summary>
internal sealed class ReaderContext(ProblemList problems)
{
    public ProblemList Problems { get; } = problems;

    public Dictionary<string, SourcePosition> Positions { get; } = [];
}

namespace Falcon.Bench.Scenarios.Model;

/// <summary>A measurement means nothing, and this is why: a tool is missing, nothing arrived, the generator was too slow, a namespace went away.</summary>
public sealed class InvalidRunException : Exception
{
    public InvalidRunException(string reason) : base(reason)
    {
    }

    public InvalidRunException(string reason, Exception inner) : base(reason, inner)
    {
    }
}

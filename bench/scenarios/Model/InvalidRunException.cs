namespace Falcon.Bench.Scenarios.Model;

/// <summary>
/// A measurement is not valid. The message gives the reason: a tool is missing, nothing arrived, the generator was too slow, a namespace is
/// gone.
/// </summary>
public sealed class InvalidRunException : Exception
{
    public InvalidRunException(string reason) : base(reason)
    {
    }

    public InvalidRunException(string reason, Exception inner) : base(reason, inner)
    {
    }
}

namespace Falcon.Control.Configuration;

/// <summary>Remembers which field claimed a value first, and reports a second claim.</summary>
internal sealed class Unique<T>(string what) where T : notnull
{
    private readonly Dictionary<T, Field> _claims = [];

    /// <summary>Claims the value for the field. Reports a value that is taken and returns false.</summary>
    public bool Claim(T value, Field field)
    {
        if (_claims.TryAdd(value, field)) return true;
        Field first = _claims[value];
        field.Report($"{what} {value} is taken by {first.Path} on line {first.Node.At.Line}; give each its own");
        return false;
    }
}

using Falcon.Control.Configuration.Yaml;

namespace Falcon.Control.Configuration;

/// <summary>Returns the values of a mapping by key. Reports unknown and duplicate keys first.</summary>
internal sealed class MappingReader
{
    private readonly Field _field;
    private readonly Dictionary<string, (Field Value, int Line)> _values = [];

    private MappingReader(Field field) => _field = field;

    /// <summary>Opens a mapping. Reports a field that is not a mapping and returns null.</summary>
    public static MappingReader? Open(Field field, string expected, IReadOnlyList<string> keys)
    {
        if (field.Node is not YamlMapping mapping)
        {
            field.ReportKind(expected);
            return null;
        }
        MappingReader reader = new(field);
        foreach ((YamlNode key, YamlNode value) in mapping.Entries) reader.AddEntry(key, value, keys);
        return reader;
    }

    /// <summary>The value of an optional key.</summary>
    public Field? Optional(string key) => _values.TryGetValue(key, out (Field Value, int) entry) ? entry.Value : null;

    /// <summary>The value of a required key. Reports a missing one at the start of the mapping.</summary>
    public Field? Required(string key, string expected)
    {
        Field? value = Optional(key);
        if (value is null) _field.Context.Problems.Add(_field.Node.At, PathOf(key), $"is missing; give {expected}");
        return value;
    }

    private void AddEntry(YamlNode key, YamlNode value, IReadOnlyList<string> keys)
    {
        ProblemList problems = _field.Context.Problems;
        if (key is not YamlScalar { Value: var name })
        {
            if (key is not YamlBroken) problems.Add(key.At, _field.Path, "a key must be plain text");
        }
        else if (!keys.Contains(name))
        {
            problems.Add(key.At, PathOf(name), $"unknown key; {Suggestion.For(name, keys)}");
        }
        else if (_values.TryGetValue(name, out (Field, int Line) first))
        {
            problems.Add(key.At, PathOf(name), $"is given twice; the first is on line {first.Line}");
        }
        else
        {
            _values[name] = (new Field(value, PathOf(name), _field.Context), key.At.Line);
        }
    }

    private string PathOf(string key) => _field.Path.Length == 0 ? key : $"{_field.Path}.{key}";
}

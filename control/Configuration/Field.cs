using Falcon.Control.Configuration.Yaml;

namespace Falcon.Control.Configuration;

/// <summary>A value with its path. Its readers report what is wrong and then return null.</summary>
internal sealed class Field
{
    public Field(YamlNode node, string path, ReaderContext context)
    {
        (Node, Path, Context) = (node, path, context);
        context.Positions[path] = node.At;
    }

    public YamlNode Node { get; }

    public string Path { get; }

    public ReaderContext Context { get; }

    public void Report(string message) => Context.Problems.Add(Node.At, Path, message);

    /// <summary>
    /// Reports that the node is of another kind than expected. Does nothing for a broken node, which is already reported.
    /// </summary>
    public void ReportKind(string expected)
    {
        if (Node is YamlBroken) return;
        Report(Node switch
        {
            YamlMapping => $"holds keys; it should be {expected}",
            YamlSequence => $"is a list; it should be {expected}",
            YamlScalar { IsEmpty: true } => $"has no value; it should be {expected}",
            YamlScalar scalar => $"'{scalar.Value}' is not {expected}",
            _ => $"should be {expected}",
        });
    }

    /// <summary>The text of a scalar with a value.</summary>
    public YamlScalar? Scalar(string expected)
    {
        if (Node is YamlScalar { IsEmpty: false, Value.Length: > 0 } scalar) return scalar;
        ReportKind(expected);
        return null;
    }

    /// <summary>The items of a list; empty when it is not a list.</summary>
    public IReadOnlyList<Field> Items(string expected)
    {
        if (Node is YamlSequence sequence)
            return [.. sequence.Items.Select((item, i) => new Field(item, $"{Path}[{i}]", Context))];
        ReportKind(expected);
        return [];
    }

    /// <summary>The items of a list that must not be empty.</summary>
    public IReadOnlyList<Field> NonEmptyItems(string expected)
    {
        IReadOnlyList<Field> items = Items(expected);
        if (items.Count == 0 && Node is YamlSequence) Report($"is empty; it should be {expected}");
        return items;
    }
}

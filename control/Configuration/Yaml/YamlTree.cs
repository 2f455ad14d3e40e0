using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Falcon.Control.Configuration.Yaml;

/// <summary>Reads one YAML document into nodes with positions. Reports anchors, aliases and tags instead of following them.</summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 16;
    private readonly Parser _parser;
    private readonly ProblemList _problems;

    private YamlTree(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The root; null when there is none. A syntax error is reported and ends the reading.</summary>
    public static YamlNode? Read(string text, ProblemList problems)
    {
        YamlTree tree = new(text, problems);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            SourcePosition at = e.Message.Contains("tab", StringComparison.Ordinal) && FirstTab(text) is { } tab ? tab : Position(e.Start);
            problems.Add(at, "", $"not valid YAML: {e.Message.TrimEnd('.')}");
            return new YamlBroken(at);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 18.1 on an empty plain scalar in a flow sequence, as in "[{a:\nb: c", and on a tag that is no URI.
            SourcePosition at = tree._parser.Current is { } last ? Position(last.End) : new SourcePosition(1, 1);
            problems.Add(at, "", "not valid YAML after this place; is a bracket or brace left open, or a tag (!) malformed?");
            return new YamlBroken(at);
        }
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        YamlNode root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out DocumentStart? second))
            _problems.Add(Position(second.Start), "", "a second document begins here; put everything into one");
        return root is YamlScalar { IsEmpty: true } ? null : root;
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent e = _parser.Consume<ParsingEvent>();
        SourcePosition at = Position(e.Start);
        if (depth > MaxDepth) throw new YamlException(e.Start, e.End, $"nested more than {MaxDepth} levels deep");
        if (e is NodeEvent node) RefuseExtras(node, at);
        return e switch
        {
            Scalar scalar => new YamlScalar(at, scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any)),
            SequenceStart => ReadSequence(at, depth),
            MappingStart => ReadMapping(at, depth),
            AnchorAlias alias => Refuse(at, $"the alias *{alias.Value} is not supported; write the value out"),
            _ => throw new YamlException(e.Start, e.End, "a value is missing"),
        };
    }

    private YamlSequence ReadSequence(SourcePosition at, int depth)
    {
        List<YamlNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new YamlSequence(at, items);
    }

    private YamlMapping ReadMapping(SourcePosition at, int depth)
    {
        List<(YamlNode, YamlNode)> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out _)) entries.Add((ReadNode(depth + 1), ReadNode(depth + 1)));
        return new YamlMapping(at, entries);
    }

    private void RefuseExtras(NodeEvent node, SourcePosition at)
    {
        if (!node.Anchor.IsEmpty) Refuse(at, $"the anchor &{node.Anchor.Value} is not supported; write values out where they are needed");
        if (!node.Tag.IsEmpty) Refuse(at, $"the tag {node.Tag.Value} is not supported; leave it out");
    }

    private YamlBroken Refuse(SourcePosition at, string message)
    {
        _problems.Add(at, "", message);
        return new YamlBroken(at);
    }

    /// <summary>
    /// The position of the first tab. The parser reports the line where the mapping begins, but the operator needs the tab.
    /// </summary>
    private static SourcePosition? FirstTab(string text)
    {
        string[] lines = text.Split('\n');
        int line = Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart().Length).Contains('\t'));
        return line < 0 ? null : new SourcePosition(line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1);
    }

    private static SourcePosition Position(in Mark mark) => new((int)mark.Line, (int)mark.Column);
}

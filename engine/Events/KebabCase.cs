using System.Text.RegularExpressions;

namespace Falcon.Engine.Events;

/// <summary>Converts names to kebab-case for operators: <c>UnknownVni</c> becomes <c>unknown-vni</c>.</summary>
internal static partial class KebabCase
{
    public static string Of(object name) => Humps().Replace(name.ToString()!, "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Humps();
}

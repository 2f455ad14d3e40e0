namespace Falcon.Control.Configuration;

/// <summary>The result of reading a configuration: the configuration, or everything that is wrong with it.</summary>
/// <param name="Configuration">The configuration; null when there is any problem.</param>
/// <param name="Problems">The problems in the order of the file; empty when there is a configuration.</param>
public sealed record ConfigurationResult(FalconConfiguration? Configuration, IReadOnlyList<Problem> Problems);

namespace Falcon.Cli.Demo;

/// <summary>A step of the demo failed. The message says what happened.</summary>
internal sealed class DemoException(string message) : Exception(message);

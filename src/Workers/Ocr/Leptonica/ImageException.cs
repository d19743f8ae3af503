namespace Workers.Ocr.Leptonica;

/// <summary>The image library refused a step.</summary>
internal sealed class ImageException(string message) : Exception(message);

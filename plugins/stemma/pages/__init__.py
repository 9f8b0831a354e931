# Room "pages": what readers see. It knows no host: values in, HTML text out.
